using BenchmarkDotNet.Running;
using Neurons.Bench;

if (args is ["scale", ..]) return ScaleMeasurement.Run(args[1..]);
if (args is ["watching", ..]) return WatchingMeasurement.Run(string.Join(' ', args[1..]));
if (args is ["methods", ..]) return await MethodMeasurement.Run(args[1..]);
if (args is ["own"]) return OwnDefinitionMeasurement.Run();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
