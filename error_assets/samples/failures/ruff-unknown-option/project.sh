# Nothing to lint is needed: the option comes first.
printf 'NAME = "ok"\n' > fine.py
