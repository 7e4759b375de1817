package io.github.hidbpf4j.bpf.btf.header;

/**
 * The part of a declaration before the declarators: base type with its qualifiers, storage class,
 * attributes. A record or enum without declarator declares only its tag ({@code tagged}).
 */
record Specifiers(int type, Storage storage, Attributes attributes, boolean tagged, CToken at) {
  enum Storage {
    NONE,
    TYPEDEF,
    EXTERN,
    STATIC
  }
}
