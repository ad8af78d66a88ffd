/// Whether torch can be loaded is known before it is.
module Neurons.Tests.Runtime.RuntimeTests

open System
open System.IO
open System.Text
open Expecto
open Neurons.TorchSharp

let private newest (text: string) = CppLibrary.Newest(ReadOnlySpan(Encoding.ASCII.GetBytes text))

let tests =
    testList "runtime" [
        test "The newest version that a library names is found, wherever it stands" {
            Expect.equal (newest "\000GLIBCXX_3.4.9\000GLIBCXX_3.4.32\000GLIBCXX_3.4.29\000") 32 "among others"
            Expect.equal (newest "GLIBCXX_3.4.7") 7 "at the end"
            Expect.equal (newest "GLIBCXX_3.4\000GLIBCXX_LDBL_3.4.33\000CXXABI_1.3.15\000GLIBCXX_3.4.\000") -1 "none"
            Expect.equal (newest "") -1 "nothing"
        }

        test "An older C++ library than is needed is told with the sentence of the guide" {
            let problem = CppLibrary.Problem("/app/libLibTorchSharp.so", 32, "/lib/libstdc++.so.6", 30)
            let guide = File.ReadAllText(Path.Combine(__SOURCE_DIRECTORY__, "../../../docs/torchsharp.md"))
            Expect.stringStarts problem TorchRuntime.Requirement "the sentence"
            Expect.stringContains guide $"**%s{TorchRuntime.Requirement}**" "the guide says it"
            Expect.stringContains problem "/app/libLibTorchSharp.so needs GLIBCXX_3.4.32" "what is needed"
            Expect.stringContains problem "/lib/libstdc++.so.6 has GLIBCXX_3.4.30" "what is there"
        }

        test "A C++ library that is new enough, or unknown, is no problem" {
            for present in [ 32; 33; -1 ] do
                Expect.isNull (CppLibrary.Problem("native", 32, "cpp", present)) $"%d{present}"

            Expect.isNull (CppLibrary.Problem("native", -1, "cpp", 30)) "a library that names none"
        }
    ]
