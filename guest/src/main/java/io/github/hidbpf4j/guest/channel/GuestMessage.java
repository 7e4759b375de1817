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
   * @param upMillis milliseconds of the guest's clock since it was started
   * @param problems one line each: what of the guest is not as it should be
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
   * @param command one that its program knows
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
   * A line for the command that runs.
   *
   * @param line without its end
   */
  record Input(String line) implements GuestMessage {}

  /**
   * A line of the command that runs.
   *
   * @param line without its end
   */
  record Output(String line) implements GuestMessage {}

  /**
   * A file that the command made.
   *
   * @param name of the file
   * @param bytes of it
   */
  record Product(String name, byte[] bytes) implements GuestMessage {}

  /**
   * The command has ended.
   *
   * @param status 0 if all is well
   */
  record Exit(int status) implements GuestMessage {}

  /** The guest is to say, as output, what its threads are at. */
  record Threads() implements GuestMessage {}

  /** The guest is to switch itself off. */
  record PowerOff() implements GuestMessage {}
}
