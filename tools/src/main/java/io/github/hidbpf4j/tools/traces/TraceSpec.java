package io.github.hidbpf4j.tools.traces;

import io.github.hidbpf4j.cli.file.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An input script: one action per line, a word and its arguments. Lines before {@code create}
 * describe the device.
 *
 * @param name the script's name
 * @param steps its lines
 */
record TraceSpec(String name, List<Step> steps) {

  /** One line: its number from 1, its first word, and the rest. */
  record Step(int line, String word, String rest) {
    /** The arguments, split at spaces. */
    List<String> words() {
      return rest.isEmpty() ? List.of() : Arrays.asList(rest.split(" +"));
    }

    /** Argument {@code index}. */
    String word(int index) {
      if (index >= words().size()) {
        throw new TraceSpecException(this, "argument " + (index + 1) + " is missing");
      }
      return words().get(index);
    }

    /** Argument {@code index} as a number, decimal or 0x-hexadecimal. */
    int number(int index) {
      try {
        return (int) (long) Long.decode(word(index));
      } catch (NumberFormatException e) {
        throw new TraceSpecException(this, "'" + word(index) + "' is not a number");
      }
    }

    /** Argument {@code index} as bytes; none if it is absent. */
    byte[] bytes(int index) {
      if (index >= words().size()) {
        return new byte[0];
      }
      try {
        return HexFormat.of().parseHex(word(index));
      } catch (IllegalArgumentException e) {
        throw new TraceSpecException(
            this, "'" + word(index) + "' is not an even number of hex digits");
      }
    }
  }

  /** Reads a script. */
  static TraceSpec read(Path file) throws IOException {
    List<Step> steps = new ArrayList<>();
    int number = 0;
    for (String line : InputFile.lines(file)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int blank = text.indexOf(' ');
      steps.add(
          blank < 0
              ? new Step(number, text, "")
              : new Step(number, text.substring(0, blank), text.substring(blank + 1).strip()));
    }
    String fileName = file.getFileName().toString();
    return new TraceSpec(fileName.replaceFirst("\\.spec$", ""), steps);
  }
}
