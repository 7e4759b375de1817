package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.linux.libbpf.KernelObject;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.libbpf.LibbpfException;
import io.github.hidbpf4j.linux.libbpf.LoadResult;
import java.io.IOException;

/**
 * {@code verdict OBJECT}: loads it by libbpf, and prints {@link #LOADED}, or {@link #REFUSED} and
 * what libbpf and the kernel say.
 */
public final class LoadObjectCommand implements GuestCommand {
  /** Name of the command. */
  public static final String NAME = "verdict";

  /** First line where the kernel loads it. */
  public static final String LOADED = "loaded";

  /** First line where it does not. */
  public static final String REFUSED = "refused";

  private static final int LOG_SIZE = 1 << 20;
  private static final int LOG_LEVEL = 1;

  @Override
  public int run(GuestTask task) throws IOException {
    String name = task.arguments().getFirst();
    try (KernelObject object = Libbpf.open().open(task.file(name), name)) {
      object.programs().forEach(program -> program.keepLog(LOG_LEVEL, LOG_SIZE));
      LoadResult result = object.load();
      if (result.isLoaded()) {
        task.print(LOADED);
        return 0;
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
    return 0;
  }
}
