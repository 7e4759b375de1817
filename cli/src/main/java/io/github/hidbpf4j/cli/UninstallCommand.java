package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.text.NearestWord;
import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.live.fixes.FixInstaller;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf uninstall}. */
@Command(
    name = "uninstall",
    mixinStandardHelpOptions = true,
    description =
        "Removes objects installed by hidbpf install; the daemon detaches them from their devices.")
final class UninstallCommand implements Callable<Integer> {
  LiveHost machine = LiveHost.here();

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "Names of their files; .bpf.o may be left out.")
  List<String> names;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where they are. Default: /etc/hidbpf/fixes.")
  @Nullable Path folder;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path target = folder == null ? machine.folders().own() : folder;
    FixInstaller installer = new FixInstaller(target);
    List<String> there = installer.names();
    // All names are checked before anything is removed.
    Set<String> wanted = new LinkedHashSet<>();
    for (String name : names) {
      wanted.add(find(name, there, target));
    }
    for (String name : wanted) {
      try {
        installer.uninstall(name);
      } catch (AccessDeniedException _) {
        throw InstallCommand.notAllowed(target, "uninstall");
      }
      out.println(Hex.printable("uninstalled %s".formatted(target.resolve(name))));
    }
    out.flush();
    return Errors.FINE;
  }

  private String find(String name, List<String> there, Path target) {
    String file = name.endsWith(FixName.SUFFIX) ? name : name + FixName.SUFFIX;
    if (there.contains(file)) {
      return file;
    }
    String closest = NearestWord.of(file, there);
    String hint;
    if (closest != null) {
      hint = "; did you mean '%s'?".formatted(closest);
    } else if (there.isEmpty()) {
      hint = ", nor any other";
    } else {
      hint = "; there are " + String.join(", ", there);
    }
    throw new Errors.UsageException(
        "%s: no such object in %s%s%s".formatted(name, target, elsewhere(file, target), hint));
  }

  /** Where else an object of that name is installed, by a package or another user. */
  private String elsewhere(String file, Path target) {
    return machine.folders().folders().stream()
        .map(other -> other.resolve(file))
        .filter(path -> !path.startsWith(target) && Files.exists(path))
        .findFirst()
        .map(" (%s is not ours)"::formatted)
        .orElse("");
  }
}
