package io.github.hidbpf4j.cli;

/**
 * Entry point of the {@code hidbpf} command. Java inspects the members of a main class, and so
 * loads the classes that they mention: none of picocli's may be there, which {@link PlainCall} does
 * without.
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

  /** Runs a command with these streams; returns its exit code. */
  static int execute(Console console, String[] args) {
    return CommandProcess.execute(
        console,
        streams -> {
          Integer plain = PlainCall.run(streams, args);
          return plain == null ? HidbpfCommand.VERBS.execute(streams, args) : plain;
        });
  }
}
