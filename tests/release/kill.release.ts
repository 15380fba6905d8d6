// The nightly test of kills, with ten times the rounds.
import '../nightly/kill.nightly.ts';
