package io.github.hidbpf4j.testing.suite;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts exceptions to failures: many messages begin with the file and the line. */
final class Failures {
  private static final Pattern PLACE = Pattern.compile("(.+?):(\\d+): (.*)", Pattern.DOTALL);

  private Failures() {}

  static Failure of(Exception e, Path file) {
    String message = message(e);
    List<String> lines = message.lines().toList();
    String first = lines.isEmpty() ? "" : lines.getFirst();
    List<String> rest = lines.isEmpty() ? lines : lines.subList(1, lines.size());
    Matcher place = PLACE.matcher(first);
    if (place.matches() && place.group(1).equals(file.toString())) {
      return new Failure(file, line(place.group(2)), place.group(3), rest);
    }
    if (first.startsWith(file + ": ")) {
      first = first.substring(file.toString().length() + 2);
    }
    return new Failure(file, 0, first, rest);
  }

  /**
   * The message of an exception, amended for those of the file system and of decoders, which say
   * little.
   */
  static String message(Exception e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException bad when bad.getReason() != null ->
          bad.getFile() + ": " + bad.getReason();
      case FileSystemException bad -> bad.getFile() + ": cannot be used";
      case CharacterCodingException _ -> "not UTF-8 text";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static int line(String digits) {
    return digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }
}
