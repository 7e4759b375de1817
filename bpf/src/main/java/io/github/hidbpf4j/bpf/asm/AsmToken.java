package io.github.hidbpf4j.bpf.asm;

/**
 * A token of an assembly line.
 *
 * @param kind what it is
 * @param text as written; a number has no sign
 * @param column where it starts, from 1
 * @param glued whether it follows the previous token without white space
 */
record AsmToken(Kind kind, String text, int column, boolean glued) {
  enum Kind {
    WORD,
    NUMBER,
    SIGN,
    END
  }
}
