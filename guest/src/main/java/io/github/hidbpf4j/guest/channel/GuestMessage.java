package io.github.hidbpf4j.guest.channel;

import java.util.List;
import java.util.Map;

/**
 * One message. The guest begins with {@link Hello}; the host sends one {@link Run} at a time, and
 * {@link Input} while it runs; the guest sends {@link Output} and {@link Product} while it runs,
 * and {@link Exit} at its end. {@link PowerOff}, or the end of the stream, ends the guest.
 */
public sealed interface GuestMessage {
  /**
   * The guest is ready.
   *
   * @param release of the running kernel
   * @param upMillis milliseconds on the guest's clock since it was started
   * @param problems one line each: what is wrong with the guest
   */
  record Hello(String release, long upMillis, List<String> problems) implements GuestMessage {
    /** Copies the list. */
    public Hello {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Runs a command in the guest.
   *
   * @param command one of the guest's commands
   * @param arguments of the command
   * @param files that the command may read, by name
   */
  record Run(String command, List<String> arguments, Map<String, byte[]> files)
      implements GuestMessage {
    /** Copies the collections. */
    public Run {
      arguments = List.copyOf(arguments);
      files = Map.copyOf(files);
    }
  }

  /**
   * A line of input for the running command.
   *
   * @param line without its line end
   */
  record Input(String line) implements GuestMessage {}

  /**
   * A line of output of the running command.
   *
   * @param line without its line end
   */
  record Output(String line) implements GuestMessage {}

  /**
   * A file that the command produced.
   *
   * @param name of the file
   * @param bytes its contents
   */
  record Product(String name, byte[] bytes) implements GuestMessage {}

  /**
   * The command has ended.
   *
   * @param status 0 on success
   */
  record Exit(int status) implements GuestMessage {}

  /** Asks the guest to print the stacks of its threads. */
  record Threads() implements GuestMessage {}

  /** Tells the guest to switch itself off. */
  record PowerOff() implements GuestMessage {}
}
