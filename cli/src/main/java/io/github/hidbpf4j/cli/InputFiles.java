package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.file.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads the files that commands are given. */
final class InputFiles {
  private InputFiles() {}

  static BpfObject object(Path file) throws IOException {
    return BpfObject.open(InputFile.name(file), InputFile.read(file));
  }

  /** Standard input can be read once: at most one of these files may be {@code -}. */
  static void onlyOneStandardInput(List<Path> files) {
    if (files.stream().filter(InputFile::isStandardInput).count() > 1) {
      throw new Errors.UsageException("- is given more than once: standard input is read once");
    }
  }
}
