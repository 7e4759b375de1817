package io.github.hidbpf4j.cli.onkernel;

import io.github.hidbpf4j.cli.guest.play.FactsCommand;
import io.github.hidbpf4j.guest.machine.CaseOutcome;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.guest.machine.GuestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Simulates guests with prescribed answers. */
final class FakeRunner implements GuestRunner {
  static final List<String> ALL =
      List.of(FactsCommand.UHID, FactsCommand.HIDRAW, FactsCommand.EVDEV, FactsCommand.HID_BPF);

  final List<GuestCase> cases = new ArrayList<>();
  boolean counted = true;
  boolean closed;
  private final List<String> facts;
  private final Function<GuestCase, CaseOutcome> answer;

  /**
   * Creates a runner.
   *
   * @param facts of the guests' kernel
   * @param answer to all other commands
   */
  FakeRunner(List<String> facts, Function<GuestCase, CaseOutcome> answer) {
    this.facts = facts;
    this.answer = answer;
  }

  static CaseOutcome finished(String... lines) {
    return new Finished(0, List.of(lines), Map.of(), List.of());
  }

  @Override
  public CaseOutcome run(GuestCase guestCase) {
    cases.add(guestCase);
    return guestCase.run().command().equals(FactsCommand.NAME)
        ? new Finished(0, facts, Map.of(), List.of())
        : answer.apply(guestCase);
  }

  @Override
  public int boots() {
    return 1;
  }

  @Override
  public boolean isTimeCounted() {
    return counted;
  }

  @Override
  public void close() {
    closed = true;
  }
}
