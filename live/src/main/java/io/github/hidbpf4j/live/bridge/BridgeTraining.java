package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.kernel.KnownObjects;

/** The way of a bridge without a device, for the training run of Java's AOT cache. */
public final class BridgeTraining {
  private BridgeTraining() {}

  /**
   * Loads the objects, and runs reports through them as before a bridge begins.
   *
   * @param live a device that need not be there
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is malformed or refused
   */
  public static void run(LiveDevice live, BridgeSetup setup, Nodes nodes) {
    WarmUp.run(setup, live, nodes, new KnownObjects());
  }
}
