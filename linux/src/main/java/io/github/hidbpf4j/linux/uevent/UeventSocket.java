package io.github.hidbpf4j.linux.uevent;

import io.github.hidbpf4j.linux.call.MessageSocket;
import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import org.jspecify.annotations.Nullable;

/**
 * Uevents by netlink. Only messages of the kernel and root count; malformed messages are skipped.
 * Needs no privileges, but the kernel sends its events only to the network namespace of the
 * machine.
 */
public final class UeventSocket implements Uevents {
  /** Senders of events. */
  public enum Source {
    /** The kernel, at once; nodes may not have their permissions yet. */
    KERNEL(1),
    /** udev, after its rules: nodes have their permissions. Needs a running udev. */
    UDEV(2);

    private final int group;

    Source(int group) {
      this.group = group;
    }
  }

  /** More than any message: the kernel's have at most 2 KiB, udev's some KiB. */
  private static final int MESSAGE_MAX = 64 * 1024;

  private final MessageSocket socket;
  private final Source source;
  private boolean lost;

  private UeventSocket(MessageSocket socket, Source source) {
    this.socket = socket;
    this.source = source;
  }

  /**
   * Starts listening.
   *
   * @throws SystemCallException if that is not permitted
   */
  public static UeventSocket open(Source source) {
    return new UeventSocket(MessageSocket.uevents(source.group, MESSAGE_MAX), source);
  }

  @Override
  public @Nullable Uevent next() {
    while (true) {
      int size = socket.receive();
      if (size == SystemError.ENOBUFS.result()) {
        lost = true;
      } else if (size == SystemError.EAGAIN.result() || size == SystemError.EBADF.result()) {
        return null;
      } else if (size < 0) {
        throw new SystemCallException("recvmsg", socket.path(), size);
      } else if (isTrusted(source, socket.senderPort(), socket.senderUser())) {
        if (socket.isCut()) {
          lost = true;
        } else {
          Uevent event = UeventParser.parse(socket.message(size));
          if (event != null) {
            return event;
          }
        }
      }
    }
  }

  /**
   * Whether the sender is trusted: the kernel has port 0, which nobody else can have; udev is root.
   */
  static boolean isTrusted(Source source, int port, int user) {
    return user == 0 && (source == Source.KERNEL ? port == 0 : port != MessageSocket.NOBODY);
  }

  @Override
  public boolean hasLost() {
    boolean result = lost;
    lost = false;
    return result;
  }

  @Override
  public boolean await(int millis) {
    // Lost events are an error of the socket, which next() reports.
    socket.await(millis);
    return !socket.isClosed();
  }

  @Override
  public void wake() {
    socket.wake();
  }

  @Override
  public void close() {
    socket.close();
  }
}
