package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.cli.guest.GuestAgent;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** First process of the guests of {@code hidbpf test --on-kernel}. */
public final class TestAgent {
  private TestAgent() {}

  /** The agent's commands. */
  public static Map<String, GuestCommand> commands() {
    Map<String, GuestCommand> commands = new HashMap<>(GuestAgent.commands());
    commands.put(FactsCommand.NAME, new FactsCommand());
    commands.put(PlayTestCommand.NAME, new PlayTestCommand());
    commands.put(LoadObjectCommand.NAME, new LoadObjectCommand());
    return commands;
  }

  /** Starts the agent. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new GuestAgent(commands()).run(args);
  }
}
