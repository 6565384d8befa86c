"""Networks that last: files, and the ones that ship with digitscope."""
