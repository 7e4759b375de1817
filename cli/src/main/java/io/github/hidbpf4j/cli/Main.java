package io.github.hidbpf4j.cli;

/**
 * Entry point of the {@code hidbpf} command. Java looks at what a main class declares, and so loads
 * the classes that stand there: none of picocli's, which {@link PlainCall} does without.
 */
public final class Main {
  private Main() {}

  /** Starts the command and ends the process with its exit code. */
  public static void main(String[] args) {
    CommandProcess.run(console -> execute(console, args));
  }

  /** Runs a command to its end; returns its exit code. */
  public static int execute(String[] args) {
    return execute(Console.ofProcess(), args);
  }

  /** The same with these streams. */
  static int execute(Console console, String[] args) {
    return CommandProcess.execute(
        console,
        streams -> {
          Integer plain = PlainCall.run(streams, args);
          return plain == null ? HidbpfCommand.VERBS.execute(streams, args) : plain;
        });
  }
}
