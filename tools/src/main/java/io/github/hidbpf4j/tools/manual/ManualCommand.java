package io.github.hidbpf4j.tools.manual;

import io.github.hidbpf4j.cli.HidbpfCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes man pages and completions for {@code scripts/package}. */
@Command(
    name = "manual",
    mixinStandardHelpOptions = true,
    description =
        "Writes man pages and completions of hidbpf, as packages have them, to a folder of shared files.")
public final class ManualCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder, in packages /usr/share.")
  Path folder = Path.of(".");

  @Option(
      names = "--date",
      paramLabel = "SECONDS",
      required = true,
      description = "The day that the pages are of, in seconds since 1970: SOURCE_DATE_EPOCH.")
  long date;

  @Override
  public Integer call() throws IOException {
    for (Map.Entry<String, String> file :
        files(HidbpfCommand.commandLine(), Instant.ofEpochSecond(date)).entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return 0;
  }

  /** All files, by path below the folder. */
  static Map<String, String> files(CommandLine command, Instant date) {
    String name = command.getCommandName();
    Map<String, String> files = new LinkedHashMap<>();
    ManPage.all(command, date).forEach((page, text) -> files.put("man/man1/" + page, text));
    files.put("bash-completion/completions/" + name, AutoComplete.bash(name, command));
    files.put("zsh/vendor-completions/_" + name, ZshCompletion.of(command));
    files.put("fish/vendor_completions.d/" + name + ".fish", FishCompletion.of(command));
    return files;
  }
}
