using System.CommandLine;
using Neurons.Gpu;

namespace Neurons.Cli.Commands;

/// <summary><c>--device</c>, which is the same for all commands that can run on one.</summary>
internal sealed class DeviceOption : Option<string?>
{
    public DeviceOption()
        : base("--device")
    {
        Description = "Where to compute: a device that `neurons devices` lists, such as opencl:0 or cuda:0. Default: the processor.";
        HelpName = "device";
    }

    /// <summary>The device that is asked for; null for the processor.</summary>
    public Device? Of(ParseResult given)
    {
        if (given.GetValue(this) is not { } name) return null;
        if (string.IsNullOrWhiteSpace(name)) throw new UserError($"{Name} is empty; `neurons devices` lists what it can be.");
        return Device.Parse(name);
    }

    /// <summary>Has a training, and evaluations by it, run on the device that is asked for.</summary>
    public void Apply(ParseResult given, Trainer trainer)
    {
        if (Of(given) is not { } device) return;
        try
        {
            trainer.Device = trainer.Network.On(device);
        }
        catch (ArgumentException refused)
        {
            throw new UserError($"{Name} {device.Id}: {refused.Message}");
        }
    }
}
