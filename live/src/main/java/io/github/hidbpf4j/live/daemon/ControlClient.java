package io.github.hidbpf4j.live.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A client of a daemon's socket. */
public final class ControlClient {
  private static final int MOST_BYTES = 1 << 20;
  private static final long STEP_MILLIS = 20;

  private ControlClient() {}

  /** Whether a socket exists at all. */
  public static boolean isThere(Path folder) {
    return Files.exists(folder.resolve(ControlServer.SOCKET));
  }

  /**
   * Waits until a socket exists.
   *
   * @param over whether to stop waiting
   * @param millis for how long at most
   * @return whether it exists
   */
  public static boolean awaitThere(Path folder, BooleanSupplier over, long millis) {
    try {
      for (long waited = 0; !isThere(folder); waited += STEP_MILLIS) {
        if (over.getAsBoolean() || waited >= millis) {
          return false;
        }
        Thread.sleep(STEP_MILLIS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Sends a request, and returns the daemon's answer.
   *
   * @param folder the daemon's, {@code /run/hidbpf}
   * @param words {@code status}, {@code detach NAME} or {@code reattach NAME}
   * @return lines of JSON
   * @throws ControlException if the daemon is not running there
   * @throws IOException if it cannot be reached
   */
  public static String ask(Path folder, String words) throws IOException {
    Path socket = folder.resolve(ControlServer.SOCKET);
    if (!isThere(folder)) {
      throw new ControlException(
          "%s: the daemon is not running (start it: systemctl start hidbpf, or hidbpf daemon)"
              .formatted(socket));
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer question = ByteBuffer.wrap((words + "\n").getBytes(StandardCharsets.UTF_8));
      while (question.hasRemaining()) {
        int _ = channel.write(question);
      }
      ByteArrayOutputStream reply = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(8_192);
      while (reply.size() < MOST_BYTES && channel.read(buffer) >= 0) {
        reply.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      if (reply.size() == 0) {
        throw new ControlException("%s: the daemon did not answer".formatted(socket));
      }
      return reply.toString(StandardCharsets.UTF_8).strip();
    } catch (ConnectException e) {
      throw new ControlException(
          "%s: the daemon has ended and left its socket behind (systemctl restart hidbpf)"
              .formatted(socket));
    } catch (SocketException e) {
      throw new ControlException("%s: %s".formatted(socket, e.getMessage()));
    }
  }
}
