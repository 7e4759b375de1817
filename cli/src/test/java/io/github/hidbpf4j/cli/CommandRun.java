package io.github.hidbpf4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/**
 * The result of a command that ran inside this JVM.
 *
 * @param exitCode its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandRun(int exitCode, String out, String err) {
  /** Root of the repository. */
  static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  /** Where the example program is. */
  static final Path EXAMPLE = ROOT.resolve("examples/a4tech-horizontal-wheel");

  static final String OBJECT = EXAMPLE.resolve("a4tech-horizontal-wheel.bpf.o").toString();
  static final String TRACING = EXAMPLE.resolve("a4tech-horizontal-wheel.tracing.bpf.o").toString();
  static final String RECORDING = EXAMPLE.resolve("wheel.hid").toString();

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = HidbpfCommand.VERBS.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    int exitCode = commandLine.execute(arguments);
    commandLine.getOut().flush();
    commandLine.getErr().flush();
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** Lines of standard output. */
  List<String> lines() {
    return out.lines().toList();
  }

  @Override
  public String toString() {
    return "exit code %d, standard error: %s".formatted(exitCode, err.strip());
  }
}
