package io.github.hidbpf4j.guest.channel;

import io.github.hidbpf4j.guest.channel.GuestMessage.Exit;
import io.github.hidbpf4j.guest.channel.GuestMessage.Hello;
import io.github.hidbpf4j.guest.channel.GuestMessage.Input;
import io.github.hidbpf4j.guest.channel.GuestMessage.Output;
import io.github.hidbpf4j.guest.channel.GuestMessage.PowerOff;
import io.github.hidbpf4j.guest.channel.GuestMessage.Product;
import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import io.github.hidbpf4j.guest.channel.GuestMessage.Threads;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges messages over two byte streams: each is a letter, the number of bytes that follow (32
 * bits, big-endian), and these. If both ends share a folder, long messages go through a file in it,
 * which the receiver deletes: a terminal processes each byte by itself. One thread receives; any
 * may send.
 */
public final class GuestChannel {
  /** Maximum size of a message. */
  public static final int MAX_SIZE = 1 << 28;

  /** Maximum size of a message that does not go through a file. */
  private static final int LONGEST_WITHOUT_FILE = 1 << 10;

  private static final char IN_FILE = 'F';

  private final DataInputStream in;
  private final OutputStream out;
  private final @Nullable Path folder;
  private final AtomicLong files = new AtomicLong();

  /** Creates a channel over these streams. */
  public GuestChannel(InputStream in, OutputStream out) {
    this(in, out, null);
  }

  /**
   * Creates a channel over these streams and a folder.
   *
   * @param folder that the other end has too, possibly under a different name; null for none
   */
  public GuestChannel(InputStream in, OutputStream out, @Nullable Path folder) {
    this.in = new DataInputStream(new BufferedInputStream(new Unasked(in), 1 << 16));
    this.out = out;
    this.folder = folder;
  }

  /** Hides {@code available()}: the guest's device cannot answer it, and Java fails then. */
  private static final class Unasked extends FilterInputStream {
    Unasked(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 0;
    }
  }

  /** Sends a message. */
  public void send(GuestMessage message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    char letter =
        switch (message) {
          case Hello hello -> {
            put(data, hello.release());
            data.writeLong(hello.upMillis());
            put(data, hello.problems());
            yield 'H';
          }
          case Run run -> {
            put(data, run.command());
            put(data, run.arguments());
            data.writeInt(run.files().size());
            for (Map.Entry<String, byte[]> file : run.files().entrySet()) {
              put(data, file.getKey());
              put(data, file.getValue());
            }
            yield 'R';
          }
          case Input input -> {
            put(data, input.line());
            yield 'I';
          }
          case Output output -> {
            put(data, output.line());
            yield 'O';
          }
          case Product product -> {
            put(data, product.name());
            put(data, product.bytes());
            yield 'P';
          }
          case Exit exit -> {
            data.writeInt(exit.status());
            yield 'E';
          }
          case Threads _ -> 'T';
          case PowerOff _ -> 'X';
        };
    if (folder != null && body.size() > LONGEST_WITHOUT_FILE) {
      Path file = Files.createTempFile(folder, "message" + files.getAndIncrement() + "-", "");
      Files.write(file, body.toByteArray());
      body.reset();
      data.writeByte(letter);
      put(data, file.getFileName().toString());
      letter = IN_FILE;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(body.size() + 5);
    DataOutputStream head = new DataOutputStream(whole);
    head.writeByte(letter);
    head.writeInt(body.size());
    body.writeTo(whole);
    synchronized (this) {
      whole.writeTo(out);
      out.flush();
    }
  }

  /**
   * Waits for a message.
   *
   * @return the message; null at the end of the stream
   * @throws IOException also if what arrives is not a message
   */
  public @Nullable GuestMessage receive() throws IOException {
    int letter = in.read();
    if (letter < 0) {
      return null;
    }
    int size;
    byte[] body;
    try {
      size = in.readInt();
      if (size < 0 || size > MAX_SIZE) {
        throw new IOException(
            "channel: message %02x of %d bytes, expected at most %d"
                .formatted(letter, size, MAX_SIZE));
      }
      body = in.readNBytes(size);
    } catch (EOFException e) {
      return null;
    }
    if (body.length < size) {
      return null;
    }
    try {
      DataInputStream data = new DataInputStream(new ByteArrayInputStream(body));
      if (letter == IN_FILE && folder != null) {
        letter = data.readUnsignedByte();
        Path file = folder.resolve(Path.of(text(data)).getFileName());
        data = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
        Files.delete(file);
      }
      return message(letter, data);
    } catch (EOFException | NegativeArraySizeException e) {
      throw new IOException("channel: message %02x: shorter than it says".formatted(letter), e);
    }
  }

  private static GuestMessage message(int letter, DataInputStream data) throws IOException {
    return switch (letter) {
      case 'H' -> new Hello(text(data), data.readLong(), texts(data));
      case 'R' -> {
        String command = text(data);
        List<String> arguments = texts(data);
        Map<String, byte[]> files = new LinkedHashMap<>();
        int count = data.readInt();
        for (int i = 0; i < count; i++) {
          String name = text(data);
          files.put(name, bytes(data));
        }
        yield new Run(command, arguments, files);
      }
      case 'I' -> new Input(text(data));
      case 'O' -> new Output(text(data));
      case 'P' -> new Product(text(data), bytes(data));
      case 'E' -> new Exit(data.readInt());
      case 'T' -> new Threads();
      case 'X' -> new PowerOff();
      default -> throw new IOException("channel: found %02x, not a message".formatted(letter));
    };
  }

  private static void put(DataOutputStream data, String text) throws IOException {
    put(data, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(DataOutputStream data, byte[] bytes) throws IOException {
    data.writeInt(bytes.length);
    data.write(bytes);
  }

  private static void put(DataOutputStream data, List<String> texts) throws IOException {
    data.writeInt(texts.size());
    for (String text : texts) {
      put(data, text);
    }
  }

  private static byte[] bytes(DataInputStream data) throws IOException {
    int size = data.readInt();
    if (size < 0 || size > data.available()) {
      throw new EOFException();
    }
    return data.readNBytes(size);
  }

  private static String text(DataInputStream data) throws IOException {
    return new String(bytes(data), StandardCharsets.UTF_8);
  }

  private static List<String> texts(DataInputStream data) throws IOException {
    List<String> texts = new ArrayList<>();
    int count = data.readInt();
    for (int i = 0; i < count; i++) {
      texts.add(text(data));
    }
    return texts;
  }
}
