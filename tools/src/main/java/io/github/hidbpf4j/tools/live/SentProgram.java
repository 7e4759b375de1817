package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.guest.image.ElfImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that is sent into the guest, together with the C library and others that it needs,
 * which may differ from those of the guest's Java.
 */
final class SentProgram {
  private static final Path FOLDER = Path.of("/tmp/programs");
  private static final Path LIBRARIES = Path.of("usr/lib/x86_64-linux-gnu");

  private final List<String> start;

  private SentProgram(List<String> start) {
    this.start = start;
  }

  /**
   * The files that a guest needs for it, by name.
   *
   * @param root a folder in which its package and its dependencies are unpacked; or the host's root
   * @param name name of the program in {@code usr/bin}
   * @throws GuestException if something is missing
   */
  static Map<String, Path> files(Path root, String name) throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>();
    add(files, open, name, root.resolve("usr/bin").resolve(name));
    while (!open.isEmpty()) {
      String library = open.remove();
      add(files, open, library, root.resolve(LIBRARIES).resolve(library));
    }
    return files;
  }

  private static void add(Map<String, Path> files, Deque<String> open, String name, Path file)
      throws IOException {
    if (files.containsKey(name)) {
      return;
    }
    if (!Files.isRegularFile(file)) {
      throw new GuestException(
          file
              + ": not found: expected a folder in which a program's package is unpacked, and "
              + "everything that it depends on");
    }
    files.put(name, file);
    ElfImage image = new ElfImage(file.toString(), Files.readAllBytes(file));
    open.addAll(image.libraries());
    String interpreter = image.interpreter();
    if (interpreter != null) {
      open.add(String.valueOf(Path.of(interpreter).getFileName()));
    }
  }

  /** Places it in the guest so that it can be run. */
  static SentProgram of(GuestTask task, String program) throws IOException {
    Path folder = FOLDER.resolve(program);
    Files.createDirectories(folder);
    String loader = "";
    for (Map.Entry<String, byte[]> file : task.files().entrySet()) {
      String name = file.getKey();
      if (name.equals(program) || name.contains(".so")) {
        Path path = folder.resolve(name);
        Files.write(path, file.getValue());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        loader = name.startsWith("ld-linux") ? path.toString() : loader;
      }
    }
    return new SentProgram(
        List.of(loader, "--library-path", folder.toString(), folder.resolve(program).toString()));
  }

  /** The command line for these arguments. */
  List<String> words(String... arguments) {
    List<String> words = new ArrayList<>(start);
    words.addAll(List.of(arguments));
    return words;
  }

  /** Runs it; returns its output and exit code. */
  Ended run(String... arguments) throws IOException, InterruptedException {
    try (RunningCommand command = RunningCommand.program(words(arguments))) {
      int code = command.await();
      return new Ended(code, command.output());
    }
  }

  /** The result of a run. */
  record Ended(int code, String output) {}
}
