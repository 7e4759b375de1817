package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.HidException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Tables of this package: lines of columns separated by tabs; {@code #} starts a comment. */
final class TableResource {
  private TableResource() {}

  /** Passes every row to {@code row}. */
  static void read(String name, Consumer<String[]> row) {
    try (InputStream in = TableResource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new HidException(name + ": not found beside " + TableResource.class.getName());
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          row.accept(line.split("\t", -1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
