package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.cli.guest.GuestAgent;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** First process of guests whose verifier is asked for verdicts. */
public final class HuntAgent {
  static final String TYPES = "types";
  static final String VERDICTS = "verdicts";
  static final String RUNS = "runs";

  /** The file of both with the programs. */
  static final String BATCH = "batch";

  private HuntAgent() {}

  /** Starts the agent. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, GuestCommand> commands = new LinkedHashMap<>(GuestAgent.commands());
    commands.put(TYPES, new TypesCommand());
    commands.put(VERDICTS, new VerdictsCommand());
    commands.put(RUNS, new RunsCommand());
    new GuestAgent(commands).run(args);
  }
}
