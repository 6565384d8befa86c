"""The lab's server: who may come in (guard), what they may ask (app), and who does the long work (crew)."""
