package io.github.hidbpf4j.bpf.asm;

/**
 * A piece of an assembly line.
 *
 * @param kind what it is
 * @param text as written; of a number without sign
 * @param column where it begins, from 1
 * @param glued whether no white space is in front of it
 */
record AsmToken(Kind kind, String text, int column, boolean glued) {
  enum Kind {
    WORD,
    NUMBER,
    SIGN,
    END
  }
}
