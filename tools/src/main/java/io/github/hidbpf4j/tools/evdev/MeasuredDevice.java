package io.github.hidbpf4j.tools.evdev;

import io.github.hidbpf4j.hid.HidException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a real kernel did with one device: the lines of a {@code .jsonl} file.
 *
 * @param header driver, ids, and how it was measured
 * @param nodes its input devices
 * @param steps everything that happened, in order
 */
record MeasuredDevice(JsonTree header, List<JsonTree> nodes, List<JsonTree> steps) {
  static MeasuredDevice read(Path file) throws IOException {
    JsonTree header = JsonTree.parse("null");
    List<JsonTree> nodes = new ArrayList<>();
    List<JsonTree> steps = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        JsonTree json = JsonTree.parse(line);
        switch (json.get("k").text()) {
          case "recording" -> header = json;
          case "node" -> nodes.add(json);
          case "" -> throw new IOException("no member k");
          default -> steps.add(json);
        }
      } catch (IOException e) {
        throw new HidException(
            "%s:%d: found '%.80s', expected a JSON object with a member k (%s)"
                .formatted(file, number, line, e.getMessage()),
            e);
      }
    }
    if (header.isNull()) {
      throw new HidException(file + ": no line with k = recording");
    }
    return new MeasuredDevice(header, nodes, steps);
  }

  boolean isTimed() {
    return header.get("mode").text().equals("timed");
  }
}
