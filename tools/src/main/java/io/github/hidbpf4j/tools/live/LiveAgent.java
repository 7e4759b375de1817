package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.GuestAgent;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The guest's first process: the product's, with commands that only tests need. */
public final class LiveAgent {
  private LiveAgent() {}

  /** Starts it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, GuestCommand> commands = new LinkedHashMap<>(GuestAgent.commands());
    commands.put("count-devices", new CountDevicesCommand());
    commands.put("bridge", new BridgeCommand());
    commands.put("requests", new RequestsCommand());
    commands.put("kill", new KillCommand());
    new GuestAgent(commands).run(args);
  }
}
