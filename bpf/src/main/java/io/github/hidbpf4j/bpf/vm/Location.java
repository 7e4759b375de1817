package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;

/** Names a place in a program for its author. */
final class Location {
  private Location() {}

  /** Object, program, source line if known, slot. */
  static String of(VerifiedProgram program, int slot) {
    LineInfo line = program.source().lineAt(slot);
    return "%s: program '%s', %sslot %d"
        .formatted(
            program.source().object(),
            program.source().name(),
            line == null ? "" : line.file() + ":" + line.line() + ", ",
            slot);
  }
}
