package io.github.hidbpf4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arguments parsed without picocli: files, and options of which only the names are known here.
 * Whatever is less simple, including everything that is wrong, is left to picocli.
 */
final class PlainArguments {
  /** First characters of arguments that are not files: options, and picocli's argument files. */
  private static final String SPECIAL = "-@\"'";

  private final List<String> files = new ArrayList<>();
  private final Map<String, List<String>> values = new HashMap<>();
  private final Set<String> flags = new HashSet<>();

  private PlainArguments() {}

  /**
   * Parses the arguments after a verb.
   *
   * @param args the verb, and its arguments
   * @param flags options without a value, each given at most once
   * @param valued options whose value is the next argument
   * @return null if picocli has to parse them
   */
  static @Nullable PlainArguments parse(String[] args, Set<String> flags, Set<String> valued) {
    PlainArguments read = new PlainArguments();
    for (int i = 1; i < args.length; i++) {
      String argument = args[i];
      if (isPlain(argument)) {
        read.files.add(argument);
      } else if (flags.contains(argument)) {
        if (!read.flags.add(argument)) {
          return null;
        }
      } else if (valued.contains(argument) && i + 1 < args.length && isPlain(args[i + 1])) {
        read.values.computeIfAbsent(argument, name -> new ArrayList<>()).add(args[++i]);
      } else {
        return null;
      }
    }
    return read;
  }

  private static boolean isPlain(String argument) {
    return !argument.isEmpty() && SPECIAL.indexOf(argument.charAt(0)) < 0;
  }

  /** The arguments that are neither options nor their values. */
  List<String> files() {
    return files;
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }

  /** Whether one of these options was given more than once. */
  boolean isRepeated(String... options) {
    for (String option : options) {
      if (all(option).size() > 1) {
        return true;
      }
    }
    return false;
  }

  /** The values of an option. */
  List<String> all(String option) {
    return values.getOrDefault(option, List.of());
  }

  /** The value of an option; null when it was not given. */
  @Nullable String one(String option) {
    List<String> all = all(option);
    return all.isEmpty() ? null : all.getFirst();
  }

  static List<Path> paths(List<String> names) {
    List<Path> paths = new ArrayList<>(names.size());
    for (String name : names) {
      paths.add(Path.of(name));
    }
    return paths;
  }
}
