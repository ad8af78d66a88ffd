using System.Text.Json;
using Neurons.Cli.Tests.Verify;
using Neurons.Gpu;
using Neurons.IO;

namespace Neurons.Cli.Tests;

/// <summary>A test that needs a device, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DeviceFactAttribute : FactAttribute
{
    public DeviceFactAttribute() => Skip = Device.All.Any(device => device.IsExact && device.HasFloat64) ? null
        : Device.All.Count == 0 ? Device.WhyNone : "No device computes exactly in float64.";
}

public sealed class DevicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Exact => Device.All.First(device => device.IsExact && device.HasFloat64).Id;

    [Fact]
    public void Devices_lists_each_or_says_what_is_missing()
    {
        var result = Cli.Run("devices", "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        var json = JsonDocument.Parse(result.Output).RootElement;
        var listed = json.GetProperty("devices").EnumerateArray().Select(one => one.GetProperty("device").GetString());
        Assert.Equal(Device.All.Select(device => device.Id), listed);
        Assert.Equal(Device.WhyNone, json.GetProperty("missing").GetString());
        Assert.Contains(Device.All.Count == 0 ? Device.WhyNone : Device.All[0].Id, Cli.Run("devices").Output);
    }

    [Fact]
    public void A_device_that_there_is_not_is_refused_and_a_command_that_runs_on_none_refuses_the_option()
    {
        Assert.Contains("vulkan:3", Cli.Refused("simulate", "Lif", "--device", "vulkan:3"));
        Assert.Contains("--device is empty", Cli.Refused("simulate", "Lif", "--device", ""));
        Assert.Contains("--device", Cli.Refused("nir", "file.nir", "--device", "opencl:0"));
    }

    [DeviceFact]
    public void A_simulation_on_a_device_writes_the_numbers_of_the_processor()
    {
        foreach (var precision in (string[][])[[], ["--float64"]])
        {
            string[] arguments = ["simulate", "ExtendedLif", "--neurons", "3", "--steps", "40", "--seed", "4", .. precision];
            Assert.Equal(0, Cli.Run([.. arguments, "--out", _folder["processor.npy"]]).Code);
            var result = Cli.Run([.. arguments, "--out", _folder["device.npy"], "--device", Exact]);
            Assert.Equal((0, ""), (result.Code, result.Error));
            Assert.Equal(File.ReadAllBytes(_folder["processor.npy"]), File.ReadAllBytes(_folder["device.npy"]));
        }
    }

    [DeviceFact]
    public void Populations_on_a_device_write_what_the_processor_records()
    {
        File.WriteAllText(_folder["net.yaml"], """
            populations:
              source: {type: poisson_spikes, size: 50, rate: 300}
              cells: {type: PscDeltaLif, size: 60}
            connections:
              - {from: source, to: cells, input: synaptic, connectivity: "fixed_probability:probability=0.5", weight: 1, delay: 1.5}
              - {from: cells, to: cells, input: synaptic, connectivity: "fixed_in_degree:degree=9", weight: -1, delay: "uniform:low=1,high=3"}
            record:
              - {spikes: cells}
              - {states: [v], of: "cells[0..3]", every: 1, name: few}
            run: {duration: 50}
            """);
        Assert.Equal(0, Cli.Run("network", _folder["net.yaml"], "--out", _folder["processor.npz"]).Code);
        var result = Cli.Run("network", _folder["net.yaml"], "--out", _folder["device.npz"], "--device", Exact);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.DoesNotContain(" 0 spikes", result.Output);
        var (expected, actual) = (NpzReader.Read<double>(_folder["processor.npz"]), NpzReader.Read<double>(_folder["device.npz"]));
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, values) in expected) Assert.Equal(values.ToArray(), actual[name].ToArray());
    }

    [DeviceFact]
    public void A_training_on_a_device_makes_an_ordinary_run_which_goes_on_and_is_evaluated_there_or_here()
    {
        string[] small = ["--steps", "4", "--hidden", "8", "--epochs", "1", "--device", Exact];
        var run = _folder["run"];
        var trained = Cli.Run(["train", .. small, "--out", run, "--no-report", "--json"]);
        Assert.Equal((0, ""), (trained.Code, trained.Error));
        var there = Cli.Run("evaluate", run, "--device", Exact, "--json");
        Assert.Equal((0, ""), (there.Code, there.Error));
        Assert.Equal(Accuracy(Cli.Run("evaluate", run, "--json").Output), Accuracy(there.Output), 0.02);
        Assert.Equal(0, Cli.Run("train", "--resume", run, "--epochs", "2", "--device", Exact, "--no-report", "--json").Code);

        static double Accuracy(string json) => JsonDocument.Parse(json).RootElement.GetProperty("test_accuracy").GetDouble();
    }

    [DeviceFact]
    public void A_training_that_does_not_run_on_devices_is_refused_before_there_is_a_folder()
    {
        var refused = Cli.Refused("train", "--method", "ottt", "--device", Exact, "--out", _folder["none"]);
        Assert.Contains("ottt", refused);
        Assert.Contains("--device", refused);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [DeviceFact]
    public async Task Without_a_driver_devices_says_what_is_missing_and_with_two_there_are_both()
    {
        // the loader's and PoCL's own ways to have none or several; nothing to other drivers
        var (code, output) = await Cli.RunApart(["devices"], null, ("OCL_ICD_VENDORS", "/nowhere"));
        Assert.Equal(0, code);
        if (Device.All.All(device => device.Id.StartsWith("opencl", StringComparison.Ordinal)))
            Assert.Contains("the driver of the device is missing", output);

        (code, output) = await Cli.RunApart(["devices", "--json"], null, ("POCL_DEVICES", "pthread basic"));
        Assert.Equal(0, code);
        if (Device.All is [var only] && only.Driver.Contains("pocl", StringComparison.Ordinal)) Assert.Contains("\"opencl:1\"", output);
    }

    [DeviceFact]
    public void Verify_replays_a_trace_on_a_device_in_both_precisions_and_skips_what_does_not_run_there()
    {
        var trace = _folder.Write("trace.json", Recordings.Text(Recordings.Files.First(file => file.StartsWith("lif", StringComparison.Ordinal))));
        var result = Cli.Run("verify", trace, "--device", Exact, "--json");
        Assert.Equal(0, result.Code);
        var cases = JsonDocument.Parse(result.Output).RootElement.GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal([Exact, Exact], cases.Select(one => one.GetProperty("engine").GetString()));
        Assert.All(cases, one => Assert.Equal("passed", one.GetProperty("status").GetString()));

        var functions = _folder.Write("functions.json", Recordings.Function(Recordings.FunctionFiles.First()));
        var skipped = JsonDocument.Parse(Cli.Run("verify", functions, "--device", Exact, "--json").Output).RootElement;
        Assert.Equal((0, 2), (skipped.GetProperty("passed").GetInt32(), skipped.GetProperty("skipped").GetInt32()));
    }
}
