package io.github.hidbpf4j.guest.machine;

import io.github.hidbpf4j.guest.GuestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * QEMU's monitor (QMP): plugs and unplugs devices, moves mice, presses keys. For one thread at a
 * time.
 */
public final class MonitorSocket implements AutoCloseable {
  private final SocketChannel socket;
  private final BufferedReader lines;

  private MonitorSocket(SocketChannel socket) throws IOException {
    this.socket = socket;
    lines = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
    if (!line().startsWith("{\"QMP\"")) {
      throw new IOException("no QMP greeting");
    }
  }

  /** Connects to a monitor. */
  static MonitorSocket connect(Path path) {
    SocketChannel socket = null;
    MonitorSocket monitor = null;
    try {
      socket = SocketChannel.open(StandardProtocolFamily.UNIX);
      socket.connect(UnixDomainSocketAddress.of(path));
      MonitorSocket greeted = new MonitorSocket(socket);
      String _ = greeted.execute("{\"execute\":\"qmp_capabilities\"}");
      monitor = greeted;
      return monitor;
    } catch (IOException e) {
      throw new GuestException(path + ": QEMU's monitor: " + e.getMessage(), e);
    } finally {
      if (monitor == null && socket != null) {
        close(socket);
      }
    }
  }

  /**
   * Makes QEMU execute a command, and waits for its answer; events before it are skipped.
   *
   * @param json a QMP command in one line: {@code {"execute":"device_del","arguments":{"id":"m0"}}}
   * @return QEMU's answer: {@code {"return": {}}}
   * @throws GuestException if QEMU rejects it
   */
  public String execute(String json) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
      String answer = line();
      while (!answer.startsWith("{\"return\"") && !answer.startsWith("{\"error\"")) {
        answer = line();
      }
      if (answer.startsWith("{\"error\"")) {
        throw new GuestException("QEMU's monitor: %s: %s".formatted(json, answer));
      }
      return answer;
    } catch (IOException e) {
      throw new GuestException("QEMU's monitor: " + e.getMessage(), e);
    }
  }

  private String line() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("closed by QEMU");
    }
    return line;
  }

  @Override
  public void close() {
    close(socket);
  }

  private static void close(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new GuestException("QEMU's monitor: " + e.getMessage(), e);
    }
  }
}
