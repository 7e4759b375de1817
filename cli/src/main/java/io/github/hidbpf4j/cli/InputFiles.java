package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.file.InputFile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the files that commands are given. */
final class InputFiles {
  private InputFiles() {}

  static BpfObject object(Path file) throws IOException {
    return BpfObject.open(InputFile.name(file), InputFile.read(file));
  }

  /**
   * Reads objects and directories of objects.
   *
   * @param unreadable receives an error for each file of a directory that is not an object; the
   *     others are read all the same
   */
  static List<FixSet> fixes(List<Path> files, Consumer<Exception> unreadable) throws IOException {
    List<FixSet> fixes = new ArrayList<>();
    for (Path file : files) {
      fixes.add(
          isDirectory(file)
              ? FixSet.ofDirectory(file.toString(), objectsIn(file, unreadable))
              : FixSet.of(object(file)));
    }
    return fixes;
  }

  static boolean isDirectory(Path file) {
    return !InputFile.isStandardInput(file) && Files.isDirectory(file);
  }

  /** Reads the objects of a directory, in the order in which the versions of a fix are tried. */
  static List<BpfObject> objectsIn(Path directory, Consumer<Exception> unreadable)
      throws IOException {
    List<BpfObject> objects = new ArrayList<>();
    for (Path file : FixSet.filesIn(directory)) {
      try {
        objects.add(object(file));
      } catch (BpfException | IOException e) {
        unreadable.accept(e);
      }
    }
    return objects;
  }

  /** Checks that at most one of these files is {@code -}: standard input can be read only once. */
  static void onlyOneStandardInput(List<Path> files) {
    if (files.stream().filter(InputFile::isStandardInput).count() > 1) {
      throw new Errors.UsageException(
          "- is given more than once: standard input can be read only once");
    }
  }
}
