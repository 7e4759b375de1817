package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.linux.libbpf.KernelObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.libbpf.LibbpfException;
import io.github.hidbpf4j.linux.libbpf.LoadResult;
import io.github.hidbpf4j.live.kernel.KernelVerdict;
import io.github.hidbpf4j.live.kernel.KernelVerifier;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * {@code verdict OBJECT}: loads an object by libbpf. Prints {@link #LOADED}, or {@link #REFUSED}
 * and the messages of libbpf and the kernel; then for each program that loaders load {@link
 * #ACCEPTED} and its name, or {@link #REJECTED}, its name and the reason, and the end of its log,
 * each line after {@link #LOG}.
 */
public final class LoadObjectCommand implements GuestCommand {
  /** Name of the command. */
  public static final String NAME = "verdict";

  /** First line if the kernel loads it. */
  public static final String LOADED = "loaded";

  /** First line if it does not. */
  public static final String REFUSED = "refused";

  /** Start of the line for a program that the kernel accepts. */
  public static final String ACCEPTED = "accepted\t";

  /** Start of the line for a program that it rejects; the name, a tab and the reason follow. */
  public static final String REJECTED = "rejected\t";

  /** Start of each line of a program's log. */
  public static final String LOG = "log\t";

  private static final int LOG_SIZE = 1 << 20;
  private static final int LOG_LEVEL = 1;
  private static final int LAST_LINES = 12;

  @Override
  public int run(GuestTask task) throws IOException {
    String name = task.arguments().getFirst();
    byte[] bytes = task.file(name);
    Libbpf libbpf = Libbpf.open();
    whole(task, libbpf, name, bytes);
    KernelVerifier verifier = new KernelVerifier(libbpf);
    BpfObject object = BpfObject.open(name, bytes);
    for (String program : LoadPlan.of(object, Set.of()).programs()) {
      one(task, verifier, object, program);
    }
    return 0;
  }

  private static void whole(GuestTask task, Libbpf libbpf, String name, byte[] bytes)
      throws IOException {
    try (KernelObject object = libbpf.open(bytes, name)) {
      object.programs().forEach(program -> program.keepLog(LOG_LEVEL, LOG_SIZE));
      LoadResult result = object.load();
      if (result.isLoaded()) {
        task.print(LOADED);
        return;
      }
      task.print(REFUSED);
      for (String message : result.messages()) {
        task.print(message);
      }
      for (String log : result.logs().values()) {
        for (String line : log.lines().toList()) {
          task.print(line);
        }
      }
    } catch (LibbpfException e) {
      task.print(REFUSED);
      task.print(String.valueOf(e.getMessage()));
    }
  }

  private static void one(GuestTask task, KernelVerifier verifier, BpfObject object, String program)
      throws IOException {
    KernelVerdict verdict;
    try {
      verdict = verifier.verify(object, program, 0, LOG_SIZE);
    } catch (LibbpfException e) {
      task.print(REJECTED + program + "\t" + e.getMessage());
      return;
    }
    if (verdict.isAccepted()) {
      task.print(ACCEPTED + program);
      return;
    }
    task.print(
        REJECTED + program + "\t" + verdict.reason().lines().findFirst().orElse("no reason given"));
    List<String> lines = verdict.log().lines().toList();
    for (String line : lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())) {
      task.print(LOG + line);
    }
  }
}
