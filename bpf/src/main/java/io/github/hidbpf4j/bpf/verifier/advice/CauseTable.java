package io.github.hidbpf4j.bpf.verifier.advice;

import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * The meaning of verifier messages, and what to do: the first cause wins whose pattern is found in
 * the messages and whose condition holds in the state. The patterns are the messages of Linux 6.12
 * ({@code kernel/bpf/verifier.c}). Causes of one message are ordered from specific to general.
 */
final class CauseTable {
  /** All causes, in the order in which they are tried. */
  static final List<RejectionCause> CAUSES =
      Stream.of(
              SectionCauses.causes(),
              StackCauses.causes(),
              FieldCauses.causes(),
              PointerCauses.causes(),
              ReferenceCauses.causes(),
              BoundsCauses.causes(),
              AccessCauses.causes(),
              CallCauses.causes(),
              ResultCauses.causes(),
              ProgramCauses.causes())
          .flatMap(List::stream)
          .toList();

  private CauseTable() {}

  /** The number in a group of a message; -1 when the group is absent. */
  static int group(Matcher message, int number) {
    String text = message.group(number);
    return text == null || text.length() > 9 ? -1 : Integer.parseInt(text);
  }
}
