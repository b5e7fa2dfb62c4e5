// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package oddtoken

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// OddTokenMetaData contains all meta data concerning the OddToken contract.
var OddTokenMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"allowance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"ERC20InsufficientAllowance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"ERC20InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"approver\",\"type\":\"address\"}],\"name\":\"ERC20InvalidApprover\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"}],\"name\":\"ERC20InvalidReceiver\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"ERC20InvalidSender\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"ERC20InvalidSpender\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"Refused\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Approval\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"allowance\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"answer\",\"outputs\":[{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"what\",\"type\":\"bytes\"}],\"name\":\"call\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"data\",\"outputs\":[{\"internalType\":\"bytes\",\"name\":\"\",\"type\":\"bytes\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"decimals\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"feeBps\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"mint\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"refuse\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"name\":\"refuses\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"bps\",\"type\":\"uint256\"}],\"name\":\"setFee\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"target\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"totalSupply\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transfer\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "OddToken",
	Bin: "0x60806040523461032857604080519081016001600160401b03811182821017610230576040908152600982526837b232103a37b5b2b760b91b602083015280519081016001600160401b0381118282101761023057604052600381526213d11160ea1b602082015281516001600160401b03811161023057600354600181811c9116801561031e575b602082101461021257601f81116102b0575b50602092601f821160011461024f57928192935f92610244575b50508160011b915f199060031b1c1916176003555b80516001600160401b03811161023057600454600181811c91168015610226575b602082101461021257601f81116101a4575b50602091601f8211600114610144579181925f92610139575b50508160011b915f199060031b1c1916176004555b604051611382908161032d8239f35b015190505f80610115565b601f1982169260045f52805f20915f5b85811061018c57508360019510610174575b505050811b0160045561012a565b01515f1960f88460031b161c191690555f8080610166565b91926020600181928685015181550194019201610154565b818111156100fc5760045f52601f820160051c7f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b6020841061020a575b81601f9101920160051c03905f5b8281106101fd5750506100fc565b5f828201556001016101ef565b5f91506101e1565b634e487b7160e01b5f52602260045260245ffd5b90607f16906100ea565b634e487b7160e01b5f52604160045260245ffd5b015190505f806100b4565b601f1982169360035f52805f20915f5b8681106102985750836001959610610280575b505050811b016003556100c9565b01515f1960f88460031b161c191690555f8080610272565b9192602060018192868501518155019401920161025f565b8181111561009a5760035f52601f820160051c7fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b60208410610316575b81601f9101920160051c03905f5b82811061030957505061009a565b5f828201556001016102fb565b5f91506102ed565b90607f1690610088565b5f80fdfe6080806040526004361015610012575f80fd5b5f905f3560e01c90816306fdde0314610c4a57508063095ea7b314610bbb57806318160ddd14610b9e5780631b8b921d146109a857806323b872dd1461085157806324a9d85314610834578063313ce5671461081957806339b59c09146107cf57806340c10f19146104d557806366b5bb501461045957806369fe0e2d1461043e57806370a08231146103fa57806373d4a13a1461035357806385bb7d69146102ac57806395d89b41146101a7578063a9059cbb14610175578063d4b83992146101415763dd62ed3e146100e4575f80fd5b3461013e57604060031936011261013e5773ffffffffffffffffffffffffffffffffffffffff6040610114610d54565b928261011e610d77565b9416815260016020522091165f52602052602060405f2054604051908152f35b80fd5b503461013e578060031936011261013e57602073ffffffffffffffffffffffffffffffffffffffff60075416604051908152f35b503461013e57604060031936011261013e5761019c610192610d54565b6024359033610e6d565b602060405160018152f35b503461013e578060031936011261013e576040519080600454906101ca82610d9a565b8085529160018116908115610267575060011461020a575b610206846101f281860382610deb565b604051918291602083526020830190610d2f565b0390f35b600481527f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b939250905b80821061024d575090915081016020016101f2826101e2565b919260018160209254838588010152019101909291610234565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001660208087019190915292151560051b850190920192506101f291508390506101e2565b503461013e578060031936011261013e576040519080600954906102cf82610d9a565b808552916001811690811561026757506001146102f657610206846101f281860382610deb565b600981527f6e1540171b6c0c960b71a7020d9f60077f6af931a8bbf590da0223dacf75c7af939250905b808210610339575090915081016020016101f2826101e2565b919260018160209254838588010152019101909291610320565b503461013e578060031936011261013e5760405190806008549061037682610d9a565b8085529160018116908115610267575060011461039d57610206846101f281860382610deb565b600881527ff3f7a9fe364faab93b216da50a3214154f22a0a2b415b23a84c8169e8b636ee3939250905b8082106103e0575090915081016020016101f2826101e2565b9192600181602092548385880101520191019092916103c7565b503461013e57602060031936011261013e57604060209173ffffffffffffffffffffffffffffffffffffffff61042e610d54565b1681528083522054604051908152f35b503461013e57602060031936011261013e5760043560055580f35b503461013e57604060031936011261013e57610473610d54565b602435908115158092036104d15773ffffffffffffffffffffffffffffffffffffffff1682526006602052604082209060ff7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00835416911617905580f35b8280fd5b346107cb5760406003193601126107cb576104ee610d54565b73ffffffffffffffffffffffffffffffffffffffff811690811561079f57815f52600660205260ff60405f2054166107735761052e90602435905f61124c565b60075473ffffffffffffffffffffffffffffffffffffffff8116908161055057005b7fffffffffffffffffffffffff000000000000000000000000000000000000000016600755604051905f60085461058681610d9a565b906001811690811561074057506001146106f1575b5090825f8094819403925af1503d156106ea573d67ffffffffffffffff81116106bd57604051906105d66020601f19601f8401160183610deb565b81523d5f602083013e5b805167ffffffffffffffff81116106bd5761060581610600600954610d9a565b610e0e565b602091601f821160011461064257610632925f9183610637575b50505f198260011b9260031b1c19161790565b600955005b01519050838061061f565b601f1982169260095f527f6e1540171b6c0c960b71a7020d9f60077f6af931a8bbf590da0223dacf75c7af915f5b8581106106a55750836001951061068d575b505050811b01600955005b01515f1960f88460031b161c19169055828080610682565b91926020600181928685015181550194019201610670565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b60606105e0565b905060085f527ff3f7a9fe364faab93b216da50a3214154f22a0a2b415b23a84c8169e8b636ee35f905b82821061072c57505082018261059b565b60018160209254848801520191019061071b565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001685525080151502830190508261059b565b507f88e70beb000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fec442f05000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b5f80fd5b346107cb5760206003193601126107cb5773ffffffffffffffffffffffffffffffffffffffff6107fd610d54565b165f526006602052602060ff60405f2054166040519015158152f35b346107cb575f6003193601126107cb57602060405160128152f35b346107cb575f6003193601126107cb576020600554604051908152f35b346107cb5760606003193601126107cb5761086a610d54565b610872610d77565b6044359073ffffffffffffffffffffffffffffffffffffffff831692835f52600160205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260405f20545f1981106108cf575b5061019c9350610e6d565b83811061097457841561094857331561091c5761019c945f52600160205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f526020528360405f2091039055846108c4565b7f94280d62000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b7fe602df05000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b83907ffb8f41b2000000000000000000000000000000000000000000000000000000005f523360045260245260445260645ffd5b346107cb5760406003193601126107cb576109c1610d54565b6024359067ffffffffffffffff82116107cb57366023830112156107cb5781600401359167ffffffffffffffff83116107cb5736602484830101116107cb57610a0b600854610d9a565b601f8111610b30575b505f90601f8411600114610a97579280610a579273ffffffffffffffffffffffffffffffffffffffff955f92610a895750505f198260011b9260031b1c19161790565b6008555b167fffffffffffffffffffffffff000000000000000000000000000000000000000060075416176007555f80f35b60249250010135858061061f565b7ff3f7a9fe364faab93b216da50a3214154f22a0a2b415b23a84c8169e8b636ee391601f1985165f5b818110610b15575091600193918673ffffffffffffffffffffffffffffffffffffffff979410610af9575b505050811b01600855610a5b565b01602401355f19600384901b60f8161c19169055848080610aeb565b91936020600181926024888801013581550195019201610ac0565b83811115610a145760085f52601f840160051c7ff3f7a9fe364faab93b216da50a3214154f22a0a2b415b23a84c8169e8b636ee360208610610b96575b81601f9101920160051c03905f5b828110610b89575050610a14565b5f82820155600101610b7b565b5f9150610b6d565b346107cb575f6003193601126107cb576020600254604051908152f35b346107cb5760406003193601126107cb57610bd4610d54565b6024359033156109485773ffffffffffffffffffffffffffffffffffffffff1690811561091c57335f52600160205260405f20825f526020528060405f20556040519081527f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b92560203392a3602060405160018152f35b346107cb575f6003193601126107cb575f600354610c6781610d9a565b8084529060018116908115610ced5750600114610c8f575b610206836101f281850382610deb565b91905060035f527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b915f905b808210610cd3575090915081016020016101f2610c7f565b919260018160209254838588010152019101909291610cbb565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001660208086019190915291151560051b840190910191506101f29050610c7f565b90601f19601f602080948051918291828752018686015e5f8582860101520116010190565b6004359073ffffffffffffffffffffffffffffffffffffffff821682036107cb57565b6024359073ffffffffffffffffffffffffffffffffffffffff821682036107cb57565b90600182811c92168015610de1575b6020831014610db457565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602260045260245ffd5b91607f1691610da9565b90601f601f19910116810190811067ffffffffffffffff8211176106bd57604052565b90601f8211610e1b575050565b808211610e26575050565b60095f5260205f206020601f830160051c9210610e65575b81601f9101920160051c03905f5b828110610e5857505050565b5f82820155600101610e4c565b5f9150610e3e565b919073ffffffffffffffffffffffffffffffffffffffff8316156112205773ffffffffffffffffffffffffffffffffffffffff8116801561079f57805f52600660205260ff60405f2054166111f5575060055480830290838204148315171561110657612710900480611133575b820391821161110657610eed9261124c565b60075473ffffffffffffffffffffffffffffffffffffffff81169081610f11575050565b7fffffffffffffffffffffffff0000000000000000000000000000000000000000166007556040515f600854610f4681610d9a565b90600181169081156110d35750600114611084575b5091815f809493819403925af1503d1561107c573d9067ffffffffffffffff82116106bd5760405191610f986020601f19601f8401160184610deb565b82523d5f602084013e5b815167ffffffffffffffff81116106bd57610fc281610600600954610d9a565b602092601f821160011461100057610ff0929382915f92610ff55750505f198260011b9260031b1c19161790565b600955565b015190505f8061061f565b601f1982169360095f527f6e1540171b6c0c960b71a7020d9f60077f6af931a8bbf590da0223dacf75c7af915f5b868110611064575083600195961061104c575b505050811b01600955565b01515f1960f88460031b161c191690555f8080611041565b9192602060018192868501518155019401920161102e565b606090610fa2565b905060085f527ff3f7a9fe364faab93b216da50a3214154f22a0a2b415b23a84c8169e8b636ee35f905b8282106110bf575050810181610f5b565b6001816020925484870152019101906110ae565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0016845250801515028201905081610f5b565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff84168061119a5760025490828201809211611106575f916002555b82600254036002557fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef6020604051858152a3610edb565b805f525f60205260405f20548281106111c35790825f9282845283602052036040832055611163565b907fe450d38c000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b7f88e70beb000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f96c6fd1e000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff1690816112e257600254908382018092116111065773ffffffffffffffffffffffffffffffffffffffff6020917fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef936002555b1693846112cd5780600254036002555b604051908152a3565b845f525f825260405f208181540190556112c4565b815f525f60205260405f20548381106113415773ffffffffffffffffffffffffffffffffffffffff7fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef9285602093865f525f85520360405f20556112b4565b9190507fe450d38c000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffdfea164736f6c6343000825000a",
}

// OddToken is an auto generated Go binding around an Ethereum contract.
type OddToken struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *OddToken) GetABI() abi.ABI {
	return c.abi
}

// NewOddToken creates a new instance of OddToken.
func NewOddToken() *OddToken {
	parsed, err := OddTokenMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &OddToken{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *OddToken) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (oddToken *OddToken) PackAllowance(owner common.Address, spender common.Address) []byte {
	enc, err := oddToken.abi.Pack("allowance", owner, spender)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (oddToken *OddToken) TryPackAllowance(owner common.Address, spender common.Address) ([]byte, error) {
	return oddToken.abi.Pack("allowance", owner, spender)
}

// UnpackAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdd62ed3e.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (oddToken *OddToken) UnpackAllowance(data []byte) (*big.Int, error) {
	out, err := oddToken.abi.Unpack("allowance", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAnswer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x85bb7d69.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function answer() view returns(bytes)
func (oddToken *OddToken) PackAnswer() []byte {
	enc, err := oddToken.abi.Pack("answer")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnswer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x85bb7d69.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function answer() view returns(bytes)
func (oddToken *OddToken) TryPackAnswer() ([]byte, error) {
	return oddToken.abi.Pack("answer")
}

// UnpackAnswer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x85bb7d69.
//
// Solidity: function answer() view returns(bytes)
func (oddToken *OddToken) UnpackAnswer(data []byte) ([]byte, error) {
	out, err := oddToken.abi.Unpack("answer", data)
	if err != nil {
		return *new([]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([]byte)).(*[]byte)
	return out0, nil
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (oddToken *OddToken) PackApprove(spender common.Address, value *big.Int) []byte {
	enc, err := oddToken.abi.Pack("approve", spender, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (oddToken *OddToken) TryPackApprove(spender common.Address, value *big.Int) ([]byte, error) {
	return oddToken.abi.Pack("approve", spender, value)
}

// UnpackApprove is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x095ea7b3.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (oddToken *OddToken) UnpackApprove(data []byte) (bool, error) {
	out, err := oddToken.abi.Unpack("approve", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (oddToken *OddToken) PackBalanceOf(account common.Address) []byte {
	enc, err := oddToken.abi.Pack("balanceOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (oddToken *OddToken) TryPackBalanceOf(account common.Address) ([]byte, error) {
	return oddToken.abi.Pack("balanceOf", account)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (oddToken *OddToken) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := oddToken.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1b8b921d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function call(address to, bytes what) returns()
func (oddToken *OddToken) PackCall(to common.Address, what []byte) []byte {
	enc, err := oddToken.abi.Pack("call", to, what)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1b8b921d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function call(address to, bytes what) returns()
func (oddToken *OddToken) TryPackCall(to common.Address, what []byte) ([]byte, error) {
	return oddToken.abi.Pack("call", to, what)
}

// PackData is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x73d4a13a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function data() view returns(bytes)
func (oddToken *OddToken) PackData() []byte {
	enc, err := oddToken.abi.Pack("data")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackData is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x73d4a13a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function data() view returns(bytes)
func (oddToken *OddToken) TryPackData() ([]byte, error) {
	return oddToken.abi.Pack("data")
}

// UnpackData is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x73d4a13a.
//
// Solidity: function data() view returns(bytes)
func (oddToken *OddToken) UnpackData(data []byte) ([]byte, error) {
	out, err := oddToken.abi.Unpack("data", data)
	if err != nil {
		return *new([]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([]byte)).(*[]byte)
	return out0, nil
}

// PackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decimals() view returns(uint8)
func (oddToken *OddToken) PackDecimals() []byte {
	enc, err := oddToken.abi.Pack("decimals")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decimals() view returns(uint8)
func (oddToken *OddToken) TryPackDecimals() ([]byte, error) {
	return oddToken.abi.Pack("decimals")
}

// UnpackDecimals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x313ce567.
//
// Solidity: function decimals() view returns(uint8)
func (oddToken *OddToken) UnpackDecimals(data []byte) (uint8, error) {
	out, err := oddToken.abi.Unpack("decimals", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackFeeBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x24a9d853.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function feeBps() view returns(uint256)
func (oddToken *OddToken) PackFeeBps() []byte {
	enc, err := oddToken.abi.Pack("feeBps")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFeeBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x24a9d853.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function feeBps() view returns(uint256)
func (oddToken *OddToken) TryPackFeeBps() ([]byte, error) {
	return oddToken.abi.Pack("feeBps")
}

// UnpackFeeBps is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x24a9d853.
//
// Solidity: function feeBps() view returns(uint256)
func (oddToken *OddToken) UnpackFeeBps(data []byte) (*big.Int, error) {
	out, err := oddToken.abi.Unpack("feeBps", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function mint(address account, uint256 amount) returns()
func (oddToken *OddToken) PackMint(account common.Address, amount *big.Int) []byte {
	enc, err := oddToken.abi.Pack("mint", account, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function mint(address account, uint256 amount) returns()
func (oddToken *OddToken) TryPackMint(account common.Address, amount *big.Int) ([]byte, error) {
	return oddToken.abi.Pack("mint", account, amount)
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (oddToken *OddToken) PackName() []byte {
	enc, err := oddToken.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (oddToken *OddToken) TryPackName() ([]byte, error) {
	return oddToken.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (oddToken *OddToken) UnpackName(data []byte) (string, error) {
	out, err := oddToken.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackRefuse is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x66b5bb50.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refuse(address account, bool on) returns()
func (oddToken *OddToken) PackRefuse(account common.Address, on bool) []byte {
	enc, err := oddToken.abi.Pack("refuse", account, on)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefuse is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x66b5bb50.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refuse(address account, bool on) returns()
func (oddToken *OddToken) TryPackRefuse(account common.Address, on bool) ([]byte, error) {
	return oddToken.abi.Pack("refuse", account, on)
}

// PackRefuses is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x39b59c09.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refuses(address ) view returns(bool)
func (oddToken *OddToken) PackRefuses(arg0 common.Address) []byte {
	enc, err := oddToken.abi.Pack("refuses", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefuses is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x39b59c09.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refuses(address ) view returns(bool)
func (oddToken *OddToken) TryPackRefuses(arg0 common.Address) ([]byte, error) {
	return oddToken.abi.Pack("refuses", arg0)
}

// UnpackRefuses is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x39b59c09.
//
// Solidity: function refuses(address ) view returns(bool)
func (oddToken *OddToken) UnpackRefuses(data []byte) (bool, error) {
	out, err := oddToken.abi.Unpack("refuses", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackSetFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x69fe0e2d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setFee(uint256 bps) returns()
func (oddToken *OddToken) PackSetFee(bps *big.Int) []byte {
	enc, err := oddToken.abi.Pack("setFee", bps)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x69fe0e2d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setFee(uint256 bps) returns()
func (oddToken *OddToken) TryPackSetFee(bps *big.Int) ([]byte, error) {
	return oddToken.abi.Pack("setFee", bps)
}

// PackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function symbol() view returns(string)
func (oddToken *OddToken) PackSymbol() []byte {
	enc, err := oddToken.abi.Pack("symbol")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function symbol() view returns(string)
func (oddToken *OddToken) TryPackSymbol() ([]byte, error) {
	return oddToken.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (oddToken *OddToken) UnpackSymbol(data []byte) (string, error) {
	out, err := oddToken.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTarget is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4b83992.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function target() view returns(address)
func (oddToken *OddToken) PackTarget() []byte {
	enc, err := oddToken.abi.Pack("target")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTarget is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4b83992.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function target() view returns(address)
func (oddToken *OddToken) TryPackTarget() ([]byte, error) {
	return oddToken.abi.Pack("target")
}

// UnpackTarget is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd4b83992.
//
// Solidity: function target() view returns(address)
func (oddToken *OddToken) UnpackTarget(data []byte) (common.Address, error) {
	out, err := oddToken.abi.Unpack("target", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalSupply() view returns(uint256)
func (oddToken *OddToken) PackTotalSupply() []byte {
	enc, err := oddToken.abi.Pack("totalSupply")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalSupply() view returns(uint256)
func (oddToken *OddToken) TryPackTotalSupply() ([]byte, error) {
	return oddToken.abi.Pack("totalSupply")
}

// UnpackTotalSupply is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x18160ddd.
//
// Solidity: function totalSupply() view returns(uint256)
func (oddToken *OddToken) UnpackTotalSupply(data []byte) (*big.Int, error) {
	out, err := oddToken.abi.Unpack("totalSupply", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (oddToken *OddToken) PackTransfer(to common.Address, value *big.Int) []byte {
	enc, err := oddToken.abi.Pack("transfer", to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (oddToken *OddToken) TryPackTransfer(to common.Address, value *big.Int) ([]byte, error) {
	return oddToken.abi.Pack("transfer", to, value)
}

// UnpackTransfer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa9059cbb.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (oddToken *OddToken) UnpackTransfer(data []byte) (bool, error) {
	out, err := oddToken.abi.Unpack("transfer", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (oddToken *OddToken) PackTransferFrom(from common.Address, to common.Address, value *big.Int) []byte {
	enc, err := oddToken.abi.Pack("transferFrom", from, to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (oddToken *OddToken) TryPackTransferFrom(from common.Address, to common.Address, value *big.Int) ([]byte, error) {
	return oddToken.abi.Pack("transferFrom", from, to, value)
}

// UnpackTransferFrom is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x23b872dd.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (oddToken *OddToken) UnpackTransferFrom(data []byte) (bool, error) {
	out, err := oddToken.abi.Unpack("transferFrom", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// OddTokenApproval represents a Approval event raised by the OddToken contract.
type OddTokenApproval struct {
	Owner   common.Address
	Spender common.Address
	Value   *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const OddTokenApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (OddTokenApproval) ContractEventName() string {
	return OddTokenApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed spender, uint256 value)
func (oddToken *OddToken) UnpackApprovalEvent(log *types.Log) (*OddTokenApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != oddToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(OddTokenApproval)
	if len(log.Data) > 0 {
		if err := oddToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range oddToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// OddTokenTransfer represents a Transfer event raised by the OddToken contract.
type OddTokenTransfer struct {
	From  common.Address
	To    common.Address
	Value *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const OddTokenTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (OddTokenTransfer) ContractEventName() string {
	return OddTokenTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 value)
func (oddToken *OddToken) UnpackTransferEvent(log *types.Log) (*OddTokenTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != oddToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(OddTokenTransfer)
	if len(log.Data) > 0 {
		if err := oddToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range oddToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (oddToken *OddToken) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], oddToken.abi.Errors["ERC20InsufficientAllowance"].ID.Bytes()[:4]) {
		return oddToken.UnpackERC20InsufficientAllowanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], oddToken.abi.Errors["ERC20InsufficientBalance"].ID.Bytes()[:4]) {
		return oddToken.UnpackERC20InsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], oddToken.abi.Errors["ERC20InvalidApprover"].ID.Bytes()[:4]) {
		return oddToken.UnpackERC20InvalidApproverError(raw[4:])
	}
	if bytes.Equal(raw[:4], oddToken.abi.Errors["ERC20InvalidReceiver"].ID.Bytes()[:4]) {
		return oddToken.UnpackERC20InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], oddToken.abi.Errors["ERC20InvalidSender"].ID.Bytes()[:4]) {
		return oddToken.UnpackERC20InvalidSenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], oddToken.abi.Errors["ERC20InvalidSpender"].ID.Bytes()[:4]) {
		return oddToken.UnpackERC20InvalidSpenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], oddToken.abi.Errors["Refused"].ID.Bytes()[:4]) {
		return oddToken.UnpackRefusedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// OddTokenERC20InsufficientAllowance represents a ERC20InsufficientAllowance error raised by the OddToken contract.
type OddTokenERC20InsufficientAllowance struct {
	Spender   common.Address
	Allowance *big.Int
	Needed    *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func OddTokenERC20InsufficientAllowanceErrorID() common.Hash {
	return common.HexToHash("0xfb8f41b23e99d2101d86da76cdfa87dd51c82ed07d3cb62cbc473e469dbc75c3")
}

// UnpackERC20InsufficientAllowanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func (oddToken *OddToken) UnpackERC20InsufficientAllowanceError(raw []byte) (*OddTokenERC20InsufficientAllowance, error) {
	out := new(OddTokenERC20InsufficientAllowance)
	if err := oddToken.abi.UnpackIntoInterface(out, "ERC20InsufficientAllowance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OddTokenERC20InsufficientBalance represents a ERC20InsufficientBalance error raised by the OddToken contract.
type OddTokenERC20InsufficientBalance struct {
	Sender  common.Address
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func OddTokenERC20InsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xe450d38cd8d9f7d95077d567d60ed49c7254716e6ad08fc9872816c97e0ffec6")
}

// UnpackERC20InsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func (oddToken *OddToken) UnpackERC20InsufficientBalanceError(raw []byte) (*OddTokenERC20InsufficientBalance, error) {
	out := new(OddTokenERC20InsufficientBalance)
	if err := oddToken.abi.UnpackIntoInterface(out, "ERC20InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OddTokenERC20InvalidApprover represents a ERC20InvalidApprover error raised by the OddToken contract.
type OddTokenERC20InvalidApprover struct {
	Approver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidApprover(address approver)
func OddTokenERC20InvalidApproverErrorID() common.Hash {
	return common.HexToHash("0xe602df05cc75712490294c6c104ab7c17f4030363910a7a2626411c6d3118847")
}

// UnpackERC20InvalidApproverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidApprover(address approver)
func (oddToken *OddToken) UnpackERC20InvalidApproverError(raw []byte) (*OddTokenERC20InvalidApprover, error) {
	out := new(OddTokenERC20InvalidApprover)
	if err := oddToken.abi.UnpackIntoInterface(out, "ERC20InvalidApprover", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OddTokenERC20InvalidReceiver represents a ERC20InvalidReceiver error raised by the OddToken contract.
type OddTokenERC20InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func OddTokenERC20InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0xec442f055133b72f3b2f9f0bb351c406b178527de2040a7d1feb4e058771f613")
}

// UnpackERC20InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func (oddToken *OddToken) UnpackERC20InvalidReceiverError(raw []byte) (*OddTokenERC20InvalidReceiver, error) {
	out := new(OddTokenERC20InvalidReceiver)
	if err := oddToken.abi.UnpackIntoInterface(out, "ERC20InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OddTokenERC20InvalidSender represents a ERC20InvalidSender error raised by the OddToken contract.
type OddTokenERC20InvalidSender struct {
	Sender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSender(address sender)
func OddTokenERC20InvalidSenderErrorID() common.Hash {
	return common.HexToHash("0x96c6fd1edd0cd6ef7ff0ecc0facdf53148dc0048b57fe58af65755250a7a96bd")
}

// UnpackERC20InvalidSenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSender(address sender)
func (oddToken *OddToken) UnpackERC20InvalidSenderError(raw []byte) (*OddTokenERC20InvalidSender, error) {
	out := new(OddTokenERC20InvalidSender)
	if err := oddToken.abi.UnpackIntoInterface(out, "ERC20InvalidSender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OddTokenERC20InvalidSpender represents a ERC20InvalidSpender error raised by the OddToken contract.
type OddTokenERC20InvalidSpender struct {
	Spender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSpender(address spender)
func OddTokenERC20InvalidSpenderErrorID() common.Hash {
	return common.HexToHash("0x94280d62c347d8d9f4d59a76ea321452406db88df38e0c9da304f58b57b373a2")
}

// UnpackERC20InvalidSpenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSpender(address spender)
func (oddToken *OddToken) UnpackERC20InvalidSpenderError(raw []byte) (*OddTokenERC20InvalidSpender, error) {
	out := new(OddTokenERC20InvalidSpender)
	if err := oddToken.abi.UnpackIntoInterface(out, "ERC20InvalidSpender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// OddTokenRefused represents a Refused error raised by the OddToken contract.
type OddTokenRefused struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Refused(address account)
func OddTokenRefusedErrorID() common.Hash {
	return common.HexToHash("0x88e70beb57018c5dc2abfbcd5935cc328d9377afa11c15f84fe852141fd8d198")
}

// UnpackRefusedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Refused(address account)
func (oddToken *OddToken) UnpackRefusedError(raw []byte) (*OddTokenRefused, error) {
	out := new(OddTokenRefused)
	if err := oddToken.abi.UnpackIntoInterface(out, "Refused", raw); err != nil {
		return nil, err
	}
	return out, nil
}
