package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import java.time.Duration;

/**
 * Something to be done in a guest.
 *
 * @param name for messages
 * @param run the command with its arguments and files
 * @param limit how long it may take; then the guest is ended
 */
public record GuestCase(String name, Run run, Duration limit) {}
