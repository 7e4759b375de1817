package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import java.time.Duration;

/**
 * A command to run in a guest.
 *
 * @param name for messages
 * @param run the command with its arguments and files
 * @param limit how long it may take before the guest is killed
 */
public record GuestCase(String name, Run run, Duration limit) {}
