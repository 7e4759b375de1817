package io.github.hidbpf4j.guest.channel;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The input of a guest's command, and where its results go. Thread-safe. */
public interface GuestTask {
  /** The command's arguments. */
  List<String> arguments();

  /** Files from the host, by name. */
  Map<String, byte[]> files();

  /**
   * A file from the host.
   *
   * @throws GuestException if the host sent no file of that name
   */
  default byte[] file(String name) {
    byte[] bytes = files().get(name);
    if (bytes == null) {
      throw new GuestException(name + ": the host sent no such file, only " + files().keySet());
    }
    return bytes;
  }

  /** Sends a line to the host. */
  void print(String line) throws IOException;

  /** Sends a file to the host. */
  void product(String name, byte[] bytes) throws IOException;

  /**
   * Waits for a line from the host.
   *
   * @param millis for how long at most; negative for ever
   * @return the line; null if there was none
   */
  @Nullable String readLine(long millis) throws IOException;
}
