package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.tools.hunt.BpfKernel.Surroundings;
import java.io.IOException;

/**
 * {@code runs}: loads each program of the file {@code batch}, runs it with each of its inputs, and
 * prints a line for each program: what the runs came to, one behind the other.
 */
final class RunsCommand implements GuestCommand {
  /** Between the runs of a program. */
  static final String RUN = "\f";

  @Override
  public int run(GuestTask task) throws IOException {
    RunBatch batch = RunBatch.parse(task.file(HuntAgent.BATCH));
    Batch programs = batch.programs();
    try (BpfKernel kernel = new BpfKernel();
        KernelRuns runs = new KernelRuns()) {
      int at = 0;
      while (at < programs.entries().size()) {
        int base = programs.entries().get(at).base();
        try (Surroundings surroundings = kernel.new Surroundings(programs.bases().get(base))) {
          while (at < programs.entries().size() && programs.entries().get(at).base() == base) {
            task.print(text(surroundings, runs, batch, at));
            at++;
          }
        }
      }
    }
    return 0;
  }

  private static String text(Surroundings surroundings, KernelRuns runs, RunBatch batch, int number)
      throws IOException {
    Batch.Entry entry = batch.programs().entries().get(number);
    RawProgram program = batch.programs().bases().get(entry.base());
    StringBuilder text = new StringBuilder();
    try {
      surroundings.loaded(
          entry,
          descriptor -> {
            for (RunInput input : batch.inputs().get(number)) {
              text.append(text.isEmpty() ? "" : RUN)
                  .append(runs.run(descriptor, program, surroundings.maps(), input).text());
            }
          });
    } catch (HidException e) {
      return VerdictsCommand.NOT_ASKED + e.getMessage();
    }
    return text.toString();
  }
}
