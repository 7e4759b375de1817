package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.kernel.KnownObjects;

/** Exercises the code of a bridge without a device, for the training run of Java's AOT cache. */
public final class BridgeTraining {
  private BridgeTraining() {}

  /**
   * Loads the objects, and runs reports through them as before a bridge begins.
   *
   * @param live a device, which need not exist
   * @throws io.github.hidbpf4j.bpf.BpfException if an object is malformed or rejected
   */
  public static void run(LiveDevice live, BridgeSetup setup, Nodes nodes) {
    WarmUp.run(setup, live, nodes, new KnownObjects());
  }
}
