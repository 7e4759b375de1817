package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.time.Ticker;
import io.github.hidbpf4j.time.Workers;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** A command that is a process of its own: its streams, and how it ends in every case. */
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
    // Returning is quicker: all threads that may be left are daemons, and exit() first looks for a
    // logger.
    if (code != Errors.FINE) {
      System.exit(code);
    }
  }

  /**
   * Makes the output independent of the user's locale: programs read it too. Looking up another
   * locale's digits also takes longer than verifying a small object. Sets all categories, since
   * {@link java.io.PrintWriter#printf} uses the default without one.
   */
  static void useOneLocale() {
    Locale.setDefault(Locale.US);
  }

  /**
   * The process's streams. A command whose output nobody reads ends, unless it also writes a file.
   */
  private static Console ofProcess() {
    Console[] console = new Console[1];
    Runnable end =
        () -> {
          if (!OutputFiles.isAnyOpen()) {
            // Not on this thread: it is printing, and may hold locks that others need in order to
            // end.
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
      // Neither picocli nor the exception handlers of Verbs catch errors.
      console.out().flush();
      code = Errors.report(e, console.err());
      console.err().flush();
    }
    return Errors.checkOutput(console, code);
  }

  /**
   * Ends the process because a thread failed that nobody joins: whoever waits for its work would
   * wait forever.
   */
  private static void end(Console console, Throwable e) {
    console.out().flush();
    int code = Errors.report(e, console.err());
    console.err().flush();
    Runtime.getRuntime().halt(code);
  }
}
