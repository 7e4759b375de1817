package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.tools.hunt.BpfKernel.Surroundings;
import java.io.IOException;

/**
 * {@code verdicts}: loads each program of the file {@code batch}, and prints the kernel's answers,
 * one line each. For a base whose maps or types cannot be created, the lines begin with {@code -}.
 */
final class VerdictsCommand implements GuestCommand {
  /** Start of the line for a program whose maps or types cannot be created. */
  static final String NOT_ASKED = "-";

  @Override
  public int run(GuestTask task) throws IOException {
    Batch batch = Batch.parse(task.file(HuntAgent.BATCH));
    try (BpfKernel kernel = new BpfKernel()) {
      int at = 0;
      while (at < batch.entries().size()) {
        int base = batch.entries().get(at).base();
        int end = at;
        while (end < batch.entries().size() && batch.entries().get(end).base() == base) {
          end++;
        }
        ask(task, kernel, batch, at, end);
        at = end;
      }
    }
    return 0;
  }

  private static void ask(GuestTask task, BpfKernel kernel, Batch batch, int from, int to)
      throws IOException {
    RawProgram base = batch.bases().get(batch.entries().get(from).base());
    try (Surroundings surroundings = kernel.new Surroundings(base)) {
      for (Batch.Entry entry : batch.entries().subList(from, to)) {
        task.print(surroundings.verdict(entry).text());
      }
    } catch (HidException e) {
      for (int i = from; i < to; i++) {
        task.print(NOT_ASKED + e.getMessage());
      }
    }
  }
}
