package io.github.hidbpf4j.tools;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The result of a tool that ran inside this JVM.
 *
 * @param exitCode its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record ToolRun(int exitCode, String out, String err) {
  /** Root of the repository. */
  public static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  /** Runs a tool by its name. */
  public static ToolRun of(String tool, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Tools.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] all = Stream.concat(Stream.of(tool), Stream.of(arguments)).toArray(String[]::new);
    int exitCode = commandLine.execute(all);
    return new ToolRun(exitCode, out.toString(), err.toString());
  }

  /** Lines of standard output. */
  public List<String> lines() {
    return out.lines().toList();
  }

  @Override
  public String toString() {
    return "exit code %d, standard error: %s".formatted(exitCode, err.strip());
  }
}
