# common - the contract between host and guest. Built once for each; `make` never mixes the two.
COMMON_SRC := $(wildcard common/*.c)
