package io.github.hidbpf4j.guest.channel;

/** A command that a guest runs on request of the host. */
@FunctionalInterface
public interface GuestCommand {
  /**
   * Runs the command, and undoes what would interfere with the next one.
   *
   * @return 0 on success
   * @throws Exception any failure; it is sent to the host with its stack trace
   */
  int run(GuestTask task) throws Exception;
}
