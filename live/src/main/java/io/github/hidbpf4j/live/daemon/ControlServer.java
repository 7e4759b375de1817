package io.github.hidbpf4j.live.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's socket: a request is one line of words, the answer is lines of JSON, and then the
 * connection ends. Everybody may ask for the status; removing and reapplying fixes is for root and
 * the daemon's own user, according to the peer credentials from the kernel.
 *
 * <p>Connections are served one at a time, for two seconds at most.
 */
final class ControlServer implements AutoCloseable {
  /** Name of the socket in the daemon's folder. */
  public static final String SOCKET = "control";

  private static final String LOCK = "lock";
  private static final int MOST_BYTES = 4096;
  private static final long DEADLINE_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 50;

  private final Daemon daemon;
  private final Path socket;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final ServerSocketChannel server;
  private final Thread thread;

  /**
   * Opens the socket in a folder, which ensures that this is the only daemon.
   *
   * @throws ControlException if another one has it
   * @throws IOException if it cannot be created
   */
  public ControlServer(Daemon daemon, Path folder) throws IOException {
    this.daemon = daemon;
    this.socket = folder.resolve(SOCKET);
    Files.createDirectories(folder);
    lockFile =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock taken = tryLock(lockFile);
    if (taken == null) {
      lockFile.close();
      throw new ControlException(
          "%s: another daemon is running (systemctl status hidbpf); stop it first"
              .formatted(folder));
    }
    lock = taken;
    Files.deleteIfExists(socket);
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    thread = Thread.ofPlatform().daemon().name("hidbpf-control").start(this::serve);
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        answer(client);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // An error of one client, or too many open files: the next one may succeed.
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(SocketChannel client) throws IOException {
    UnixDomainPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
    client.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      SelectionKey key = client.register(selector, SelectionKey.OP_READ);
      long end = System.nanoTime() + DEADLINE_MILLIS * 1_000_000;
      String line = readLine(client, selector, end);
      if (line == null) {
        return;
      }
      key.interestOps(SelectionKey.OP_WRITE);
      ByteBuffer reply = ByteBuffer.wrap(reply(line.strip().split(" "), peer));
      while (reply.hasRemaining() && await(selector, end)) {
        int _ = client.write(reply);
      }
    }
  }

  private static boolean await(Selector selector, long end) throws IOException {
    long left = (end - System.nanoTime()) / 1_000_000;
    boolean ready = left > 0 && selector.select(left) > 0;
    selector.selectedKeys().clear();
    return ready;
  }

  private static @Nullable String readLine(SocketChannel client, Selector selector, long end)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
    while (await(selector, end)) {
      if (client.read(buffer) < 0 || !buffer.hasRemaining()) {
        return null;
      }
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      int newline = text.indexOf('\n');
      if (newline >= 0) {
        return text.substring(0, newline);
      }
    }
    return null;
  }

  /** Whether a peer may remove and reapply fixes. */
  static boolean mayChange(UnixDomainPrincipal peer) {
    String user = peer.user().getName();
    return user.equals("root") || user.equals(System.getProperty("user.name"));
  }

  private byte[] reply(String[] words, UnixDomainPrincipal peer) {
    String verb = words[0];
    try {
      return switch (verb) {
        case "status" -> StatusJson.lines(daemon.status()).getBytes(StandardCharsets.UTF_8);
        case "detach", "reattach" -> {
          if (words.length != 2) {
            yield error("%s: expected the name of one device".formatted(verb));
          }
          if (!mayChange(peer)) {
            yield error(
                "%s: only root may (you are %s): use sudo".formatted(verb, peer.user().getName()));
          }
          boolean done =
              verb.equals("detach") ? daemon.detach(words[1]) : daemon.reattach(words[1]);
          yield done
              ? document(g -> g.writeBooleanField("done", true))
              : error("%s: the daemon has nothing for this device".formatted(words[1]));
        }
        default -> error("'%s': expected status, detach or reattach".formatted(verb));
      };
    } catch (IllegalStateException e) {
      // The daemon is ending.
      return error(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] error(String message) {
    return document(g -> g.writeStringField("error", message));
  }

  private interface Content {
    void write(JsonGenerator g) throws IOException;
  }

  private static byte[] document(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator g = new JsonFactory().createGenerator(bytes)) {
      g.writeStartObject();
      content.write(g);
      g.writeEndObject();
      g.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Removes the socket. */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      thread.join(DEADLINE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(socket);
    lock.release();
    lockFile.close();
  }
}
