package io.github.hidbpf4j.guest.channel;

/** What a guest can do when the host names it. */
@FunctionalInterface
public interface GuestCommand {
  /**
   * Does it, and undoes what would be in the way of the next one.
   *
   * @return 0 if all is well
   * @throws Exception what fails; the host is told, with the stack
   */
  int run(GuestTask task) throws Exception;
}
