package io.github.hidbpf4j.cli;

/**
 * The JSON formats of the verbs. Each has a schema in {@code docs/schema}, and a version that is
 * incremented when something is removed or changes its meaning: {@code docs/json.md}.
 */
enum JsonFormat {
  /** Of {@code run}. */
  RUN("hidbpf-run", 1),
  /** Of {@code verify}. */
  VERIFY("hidbpf-verify", 1),
  /** Of {@code lint}. */
  LINT("hidbpf-lint", 1),
  /** Of {@code explain}. */
  EXPLAIN("hidbpf-explain", 1),
  /** Of {@code inspect}. */
  INSPECT("hidbpf-inspect", 1),
  /** Of {@code descriptor}. */
  DESCRIPTOR("hidbpf-descriptor", 1),
  /** Of {@code list}. */
  LIST("hidbpf-list", 1),
  /** Of {@code doctor}. */
  DOCTOR("hidbpf-doctor", 1);

  private final String id;
  private final int version;

  JsonFormat(String id, int version) {
    this.id = id;
    this.version = version;
  }

  /** Its name, as the first line of the output gives it. */
  String id() {
    return id;
  }

  /** Its version, from 1. */
  int version() {
    return version;
  }
}
