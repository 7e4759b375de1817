package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.time.Ticker;
import io.github.hidbpf4j.time.Workers;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** A command that is a process of its own: its streams, and how it ends whatever happens. */
public final class CommandProcess {
  /** What {@code --version} prints. */
  public static final String VERSION = "hidbpf4j 0.1.0-SNAPSHOT";

  private CommandProcess() {}

  /** Runs what the arguments ask for and ends the process with its exit code. */
  public static void run(Verbs verbs, String[] args) {
    run(console -> execute(console, streams -> verbs.execute(streams, args)));
  }

  /** Runs a command, which returns its exit code, and ends the process with that. */
  static void run(ToIntFunction<Console> command) {
    useOneLocale();
    Console console = ofProcess();
    Workers.onFailure(e -> end(console, e));
    int code = command.applyAsInt(console);
    // Returning is the shorter way: all threads that may be left are daemons, and exit() looks
    // for a logger first.
    if (code != Errors.FINE) {
      System.exit(code);
    }
  }

  /**
   * What is printed is read by programs, too: the same digits everywhere. And looking up those of
   * any other locale takes longer than verifying a small object. All categories: {@link
   * java.io.PrintWriter#printf} goes by none.
   */
  static void useOneLocale() {
    Locale.setDefault(Locale.US);
  }

  /**
   * The process's streams. Nobody waits for a command whose output goes nowhere, so that one ends,
   * unless it writes a file.
   */
  private static Console ofProcess() {
    Console[] console = new Console[1];
    Runnable end =
        () -> {
          if (!OutputFiles.isAnyOpen()) {
            // Not here: whoever prints may hold what others need to end.
            Ticker _ =
                new Ticker(1, 1, () -> System.exit(Errors.checkOutput(console[0], Errors.FINE)));
          }
        };
    console[0] = Console.ofProcess(end);
    return console[0];
  }

  /** Runs a command with these streams; returns its exit code. */
  static int execute(Console console, ToIntFunction<Console> command) {
    int code;
    try {
      code = command.applyAsInt(console);
    } catch (Error e) {
      // Neither of them takes these for its business.
      console.out().flush();
      code = Errors.report(e, console.err());
      console.err().flush();
    }
    return Errors.checkOutput(console, code);
  }

  /**
   * A thread of which nobody waits for the end has failed: who waits for what it does waits for
   * ever.
   */
  private static void end(Console console, Throwable e) {
    console.out().flush();
    int code = Errors.report(e, console.err());
    console.err().flush();
    Runtime.getRuntime().halt(code);
  }
}
